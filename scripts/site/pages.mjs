import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { filesIn, ROOT } from '../stamp.mjs';

const OUTSIDE = /^(https?:|mailto:|#)/;

/** README.md, the changelog and what lies in docs/, as pages of the site: path, title and text. */
export function readPages() {
  const sources = ['README.md', 'CHANGELOG.md', ...filesIn('docs').filter((path) => path.endsWith('.md'))];
  return sources.map((source) => {
    const text = withLinksOfSite(readFileSync(join(ROOT, source), 'utf8'), source, new Set(sources));
    return { source, path: pathOf(source), title: titleOf(text, source), text };
  });
}

export function pathOf(source) {
  if (source === 'README.md') return 'index.md';
  return source === 'CHANGELOG.md' ? 'changelog.md' : source.replace(/^docs\//, '');
}

function titleOf(text, source) {
  const found = /^# (.*)$/m.exec(text);
  if (found === null) throw new Error(`${source} has no title: its first line is "# …"`);
  return found[1];
}

/** What is no page, such as an example or a source, is named and not linked: the site stands alone. */
function withLinksOfSite(text, source, sources) {
  return text.replace(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g, (whole, image, words, target) => {
    if (OUTSIDE.test(target) || image === '!') return whole;
    const [file, anchor] = target.split('#');
    const named = posix.join(posix.dirname(source), file);
    if (!existsSync(join(ROOT, named))) throw new Error(`${source} leads to ${target}, which is not there`);
    if (!sources.has(named)) return words;
    const to = posix.relative(posix.dirname(pathOf(source)), pathOf(named));
    return `[${words}](${to.startsWith('.') ? to : `./${to}`}${anchor === undefined ? '' : `#${anchor}`})`;
  });
}
