import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../../..');
const PAGES = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

// Fails when a page leads to a file that is not there, or to a heading that a page does not have.
test.each(PAGES)('each link of %s leads somewhere', (page) => {
  const dead = linksOf(read(page)).filter((target) => !leadsSomewhere(target, page));
  expect(dead).toEqual([]);
});

function read(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** Targets of links and pictures, but for those in code. */
function linksOf(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, 'code');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target as string).filter((target) => !/^https?:/.test(target));
}

function leadsSomewhere(target: string, page: string): boolean {
  const [file, anchor] = target.split('#') as [string, string | undefined];
  const named = file === '' ? page : relative(ROOT, resolve(ROOT, dirname(page), file));
  if (!existsSync(join(ROOT, named))) return false;
  return anchor === undefined || anchorsOf(read(named)).includes(anchor);
}

/** As GitHub makes them of headings. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    (heading as string)
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
