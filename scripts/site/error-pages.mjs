const ROW = /^\| `([A-Z_]+)` +\| (.*?) +\| (.*?) +\|$/;

/** A page for each code, made of its line in docs/errors.md and of the pages that speak of it. */
export function errorPages(pages) {
  const table = pages.find(({ source }) => source === 'docs/errors.md');
  let section = '';
  return table.text.split('\n').flatMap((line) => {
    section = /^## (.*)$/.exec(line)?.[1] ?? section;
    const [, code, means, todo] = ROW.exec(line) ?? [];
    return code === undefined ? [] : [pageOf({ code, means, todo, section }, pages)];
  });
}

function pageOf({ code, means, todo, section }, pages) {
  const others = pages.filter(({ source, text }) => !['docs/errors.md', 'CHANGELOG.md'].includes(source) && text.includes(`\`${code}\``));
  const lines = [
    `# ${code}`,
    fromBelow(means),
    '## What to do',
    fromBelow(todo),
    ...(others.length === 0 ? [] : ['## Read on', others.map(({ title, path }) => `- [${title}](../${path})`).join('\n')]),
    '## In a test',
    `A test that means to have it: \`await expect(…).rejects.toMatchObject({ code: '${code}' })\`.`,
    `One of the errors of: ${section}. [All codes](../errors.md)`,
  ];
  return { code, section, title: code, path: `errors/${code}.md`, text: `${lines.join('\n\n')}\n` };
}

/** The table lies a folder above. */
function fromBelow(text) {
  return text.replaceAll('](./', '](../');
}
