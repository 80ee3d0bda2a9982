const GROUPS = {
  Start: ['README.md', 'docs/comparison.md', 'docs/migrating.md'],
  Guides: [
    'rules',
    'clients',
    'python',
    'dspy',
    'layers',
    'isolation',
    'cassettes',
    'real-models',
    'resources',
    'factories',
    'report',
    'editors',
    'cli',
  ].map(inDocs),
  Recipes: [],
  Reference: ['options', 'errors', 'troubleshooting', 'compatibility', 'benchmarks'].map(inDocs).concat('CHANGELOG.md'),
  'Inside the package': ['internals', 'rooms', 'debugging', 'discoveries'].map(inDocs),
};

function inDocs(name) {
  return `docs/${name}.md`;
}

/** Where each page is found. A page that is in no group would be found by nobody: that is an error. */
export function sidebarOf(pages, errors) {
  const recipes = pages.filter(({ source }) => source.startsWith('docs/recipes/')).map(({ source }) => source);
  const groups = { ...GROUPS, Recipes: recipes };
  const known = new Set(Object.values(groups).flat());
  const lost = pages.filter(({ source }) => !known.has(source)).map(({ source }) => source);
  if (lost.length > 0) throw new Error(`in no group of scripts/site/sidebar.mjs: ${lost.join(', ')}`);
  const filled = Object.entries(groups).filter(([, sources]) => sources.length > 0);
  const shown = filled.map(([text, sources]) => ({
    text,
    collapsed: text === 'Inside the package',
    items: sources.flatMap((source) => pages.filter((page) => page.source === source)).map(itemOf),
  }));
  return [...shown, { text: 'API', collapsed: true, items: [{ text: 'All of it', link: '/api/' }] }, errorsGroup(errors)];
}

function errorsGroup(errors) {
  const sections = [...new Set(errors.map(({ section }) => section))];
  const items = sections.map((text) => ({ text, collapsed: true, items: errors.filter(({ section }) => section === text).map(itemOf) }));
  return { text: 'Error codes', collapsed: true, items };
}

function itemOf({ title, path }) {
  return { text: title, link: `/${path.replace(/(index)?\.md$/, '')}` };
}
