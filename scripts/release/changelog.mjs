/** How this changelog calls what changesets name by the number that they change. */
const HEADINGS = { 'Major Changes': 'Changed', 'Minor Changes': 'Added', 'Patch Changes': 'Fixed' };

/** Changesets put a new version right below the title; here the lines about versions stand first. */
export function tidied(text) {
  const [title, ...rest] = text.split('\n');
  const body = rest
    .join('\n')
    .replace(/^### (.+)$/gm, (line, name) => (HEADINGS[name] ? `### ${HEADINGS[name]}` : line))
    .replace(/^(## .+)\n(?=#)/gm, '$1\n\n');
  const sections = body.split(/\n(?=## )/);
  const about = sections.findIndex((section) => section.includes('\nVersions follow '));
  const intro = about === -1 ? undefined : introOf(sections[about]);
  if (intro === undefined || about === 0) return `${title}\n${body}`;
  sections[about] = sections[about].replace(intro, '').trimEnd();
  return `${[title, '', intro.trim(), '', ...sections.map((section) => `${section.trim()}\n`).filter((section) => section !== '\n')].join('\n')}`;
}

function introOf(section) {
  return section.slice(section.indexOf('\nVersions follow '));
}
