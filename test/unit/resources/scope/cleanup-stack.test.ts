import { CleanupStack } from '../../../../src/resources/scope/cleanup-stack';

describe('a clean-up stack', () => {
  test('runs in reverse order, each one even when others fail, and gives the errors first thing first', async () => {
    const stack = new CleanupStack();
    const ran: string[] = [];
    stack.add(() => ran.push('first'));
    stack.add(() => {
      ran.push('second');
      throw new Error('second failed');
    });
    stack.add(async () => {
      ran.push('third');
      throw new Error('third failed');
    });
    const errors = await stack.close();
    expect(ran).toEqual(['third', 'second', 'first']);
    expect(errors.map(String)).toEqual(['Error: third failed', 'Error: second failed']);
  });

  test('runs once, also when closed twice at the same time', async () => {
    const stack = new CleanupStack();
    const cleanup = jest.fn();
    stack.add(cleanup);
    await Promise.all([stack.close(), stack.close()]);
    expect(cleanup).toHaveBeenCalledTimes(1);
  });

  test('runs what a clean-up adds', async () => {
    const stack = new CleanupStack();
    const late = jest.fn();
    stack.add(() => stack.add(late));
    await stack.close();
    expect(late).toHaveBeenCalledTimes(1);
  });
});
