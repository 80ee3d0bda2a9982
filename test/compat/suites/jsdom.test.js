/** @jest-environment jsdom */
test('a document', () => {
  document.body.innerHTML = '<button id="b">x</button>';
  const clicked = jest.fn();
  document.getElementById('b').addEventListener('click', clicked);
  document.getElementById('b').click();
  expect(clicked).toHaveBeenCalledTimes(1);
  expect(window.location.href).toBe('http://localhost/');
});
