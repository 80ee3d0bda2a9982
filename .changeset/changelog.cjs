/** A line of the changelog is what its author wrote: no hash, no link. */
module.exports = {
  getReleaseLine: async ({ summary }) => `- ${summary.trim().replace(/\s*\n\s*/g, ' ')}`,
  getDependencyReleaseLine: async () => '',
};
