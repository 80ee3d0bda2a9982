test('the mock of the set-up file answers', async () => {
  fetch.mockResponseOnce(JSON.stringify({ mocked: true }));
  expect(await (await fetch('https://api.openai.com/v1/models')).json()).toEqual({ mocked: true });
  expect(fetch.mock.calls).toHaveLength(1);
  expect(await (await fetch('https://example.test/')).text()).toBe('');
});
