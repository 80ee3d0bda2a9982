const { list } = require('./dom-library');

let element;
beforeEach(() => {
  document.body.innerHTML = '<ul></ul>';
  element = document.querySelector('ul');
});

test('renders what it loads', async () => {
  const heard = jest.fn();
  element.addEventListener('rendered', ({ detail }) => heard(detail));
  await list(element, async () => ['a', 'b']).more();
  expect(element.textContent).toBe('ab');
  expect(heard.mock.calls).toEqual([[0], [2]]);
});

test('has no fetch but its own', async () => {
  expect(typeof fetch).toBe('undefined');
  window.fetch = async () => ({ json: async () => ['polyfilled'] });
  await list(element, async () => (await fetch('https://api.openai.com/')).json()).more();
  expect(element.textContent).toBe('polyfilled');
});

test('leaves a timer behind', () => {
  list(element, async () => []).later();
  setTimeout(() => console.log('LATE'), 0);
});
