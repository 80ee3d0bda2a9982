test('sets the exit code', () => {
  process.exitCode = 3;
  expect(process.exitCode).toBe(3);
});
