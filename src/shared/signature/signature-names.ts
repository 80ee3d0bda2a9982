import type { SignatureProblem } from './signature-error';

const KEYWORDS = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if import in is ' +
    'lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** Why Python would not take a field of this name; null when it would. */
export function nameProblem(name: string): SignatureProblem | null {
  if (KEYWORDS.has(name)) return { what: `names a field "${name}"`, why: `"${name}" is a keyword of Python`, next: `call it ${name}_` };
  if (name.includes('.'))
    return { what: `names a field "${name}"`, why: 'a field name has no dot', next: `write ${name.split('.').join('_')}` };
  if (name.startsWith('_'))
    return {
      what: `names a field "${name}"`,
      why: 'a field of a DSPy signature cannot start with an underscore',
      next: `call it ${name.replace(/^_+/, '') || 'value'}`,
    };
  if (/^[\p{L}][\p{L}\p{N}_]*$/u.test(name)) return null;
  return {
    what: `names a field ${JSON.stringify(name)}`,
    why: 'a field name is letters, digits and underscores',
    next: 'give it such a name',
  };
}

export function duplicateProblem(name: string, earlier: string): SignatureProblem {
  const why = earlier === 'input' ? 'it is an input already; DSPy keeps one field of a name' : 'it is an output already';
  return { what: `has the field "${name}" twice`, why, next: `rename one of them, for example ${name}_2` };
}
