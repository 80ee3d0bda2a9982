import { recordOf, recordsOf, textOr } from './read-json';

const DOCUMENTS: readonly unknown[] = ['document', 'search_result'];

/**
 * What a document or a search result says that is given in words, to be cited: as Anthropic's API has them, or Amazon's. '' for anything
 * else. The part itself is kept whole, as titles and settings lie beside the words.
 */
export function documentText(value: unknown): string {
  const block = recordOf(value);
  const own = DOCUMENTS.includes(block.type) ? block : recordOf(block.document ?? block.searchResult);
  const source = recordOf(own.source);
  return source.type === 'text' ? textOr(source.data, '') : textOr(source.text, textsOf(own.content ?? source.content));
}

function textsOf(content: unknown): string {
  const texts = recordsOf(content).map(({ text }) => textOr(text, ''));
  return textOr(content, texts.join('\n'));
}
