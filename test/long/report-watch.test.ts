import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goTo, openBrowser, openReport } from '../e2e/browser';
import { makeProject, type Project, runJest, startJest } from '../e2e/run-jest';

const TEST = (greeting: string) => `
const { dspex } = require('@dspex/jest-preset');
test('greets', async () => {
  for (const name of ['Zoé', 'Ada']) {
    dspex.lm.when({ name }).reply({ greeting: '${greeting} ' + name });
    await dspex.run('name -> greeting', { name });
  }
});
`;

let project: Project;
afterEach(() => project.remove());

// Fails when a page has to be loaded again by hand, loses its reader's place, or goes on looking at the page of a run that is not watched.
test('an open page of a watch session shows each new run, where its reader is', async () => {
  project = makeProject({ 'a.test.js': TEST('Hello') });
  const browser = await openBrowser();
  const jest = startJest(project, { args: ['--watchAll', '--watchman=false'], env: { CI: '', DSPEX_REPORT_DIR: undefined } });
  await jest.saw('Ran all test suites');
  const { page, complaints } = await openReport(browser, join(project.folder, '.dspex', 'report', 'index.html'));
  // By a wait, which goes on in the next page: a file that was written once may start two runs.
  const isFollowing = (follows: boolean) => page.waitForFunction((is) => (document.documentElement.dataset.written !== '') === is, follows);
  await goTo(page, `#/test/${encodeURIComponent('a.test.js › greets')}`);
  await page.locator('.call summary').nth(1).click();
  await page.getByText('Hello Ada').first().waitFor();

  writeFileSync(join(project.folder, 'a.test.js'), TEST('Good evening'));
  // In the call that the reader had opened; the other one is closed.
  await page.getByText('Good evening Ada').first().waitFor({ state: 'visible' });
  expect(await page.getByText('Good evening Zoé').first().isVisible()).toBe(false);
  await isFollowing(true);
  jest.child.kill('SIGTERM');
  await jest.finished;

  writeFileSync(join(project.folder, 'a.test.js'), TEST('Bonjour'));
  await runJest(project, { env: { DSPEX_REPORT_DIR: undefined } });
  await page.getByText('Bonjour Ada').first().waitFor({ state: 'visible' });
  await isFollowing(false);
  expect(complaints).toEqual([]);
  await browser.close();
});
