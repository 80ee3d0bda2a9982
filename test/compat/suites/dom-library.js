/** A list that renders into an element and loads more after a while, by whatever fetch there is. */
exports.list = function list(element, load) {
  const render = (items) => {
    element.innerHTML = items.map((item) => `<li>${item}</li>`).join('');
    element.dispatchEvent(new CustomEvent('rendered', { detail: items.length }));
  };
  render([]);
  return {
    async more() {
      render(await load());
    },
    later: () => setTimeout(() => render(['late']), 20),
  };
};
