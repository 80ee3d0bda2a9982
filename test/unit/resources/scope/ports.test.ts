import { claimPort } from '../../../../src/resources/scope/ports';

afterEach(() => jest.restoreAllMocks());

// Fails when a machine whose ports are taken is searched for ever, or when a port that is claimed is given to another.
test('a port is no one else’s while it is claimed; where each is taken, that is told', async () => {
  jest.spyOn(Math, 'random').mockReturnValue(0.421);
  const claimed = await claimPort();
  await expect(claimPort()).rejects.toMatchObject({ code: 'PORT_NOT_FOUND', message: expect.stringContaining('ss -ltn') });
  claimed.release();
});
