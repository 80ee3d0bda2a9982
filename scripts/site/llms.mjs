/** An index of the pages for programs that read, as https://llmstxt.org describes it. */
export function llmsIndex(pages) {
  const [first, ...others] = pages;
  const about = first.text.split('\n\n')[1].replaceAll('\n', ' ');
  const list = others.map(({ title, path, text }) => `- [${title}](${path.replace(/\.md$/, '.html')}): ${firstSentence(text)}`);
  return `# ${first.title}\n\n> ${about}\n\nAll pages in one file: [llms-full.txt](llms-full.txt)\n\n## Docs\n\n${list.join('\n')}\n`;
}

/** All pages, one after the other. */
export function llmsFull(pages) {
  return pages.map(({ text }) => text.replace(/^<!-- .* -->\n/gm, '').trim()).join('\n\n---\n\n');
}

function firstSentence(text) {
  const paragraph = text.split('\n\n').find((part) => /^[A-Z`]/.test(part)) ?? '';
  return paragraph.replaceAll('\n', ' ').replace(/[.:] .*|:$/, '.');
}
