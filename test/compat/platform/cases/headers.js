const { thrown } = require('./outcomes');

/** What Headers does. */
module.exports = {
  'Headers: a copy has what was set, appended and deleted': () => {
    const headers = new Headers({ a: '1', authorization: 'secret' });
    headers.set('b', '2');
    headers.append('a', '3');
    headers.delete('authorization');
    return [[...new Headers(headers)], [...new Headers(new Headers(headers))]];
  },
  'Headers: of pairs, of a record, of nothing': () => [
    [
      ...new Headers([
        ['X-B', '1'],
        ['x-a', '2'],
        ['x-b', '3'],
      ]),
    ],
    [...new Headers({ 'Content-Type': 'text/plain' })],
    [...new Headers(undefined)],
    [...new Headers()],
  ],
  'Headers: iterables, keys, values, forEach, in order of names': () => {
    const headers = new Headers({ b: '2', a: '1', c: '3' });
    const told = [];
    headers.forEach((value, name, whole) => void told.push([name, value, whole === headers]));
    return [[...headers.keys()], [...headers.values()], [...headers.entries()], told];
  },
  'Headers: set-cookie stays apart': () => {
    const headers = new Headers();
    headers.append('set-cookie', 'a=1');
    headers.append('Set-Cookie', 'b=2');
    return [headers.getSetCookie(), headers.get('set-cookie'), [...new Headers(headers)]];
  },
  'Headers: values are trimmed, names are checked': () => [
    new Headers({ a: '  x  ' }).get('A'),
    thrown(() => new Headers({ 'a b': '1' })),
    thrown(() => new Headers({ a: 'x\ny' })),
    thrown(() => new Headers([['a']])),
    thrown(() => new Headers('a')),
    thrown(() => new Headers().get()),
  ],
  'Headers: what is made of a changed one is independent': () => {
    const first = new Headers({ a: '1' });
    const second = new Headers(first);
    second.set('a', '2');
    first.set('b', '3');
    return [[...first], [...second]];
  },
  'Headers: own members, class and tag': () => {
    const headers = new Headers({ a: '1' });
    return [
      Reflect.ownKeys(headers).length,
      headers.constructor === Headers,
      headers instanceof Headers,
      String(headers),
      Object.keys(headers),
    ];
  },
  'Headers: subclasses': () => {
    class Mine extends Headers {
      get(name) {
        return `mine ${super.get(name)}`;
      }
    }
    const mine = new Mine({ a: '1' });
    mine.set('b', '2');
    return [mine.get('a'), mine instanceof Headers, mine.constructor === Mine, [...new Headers(mine)]];
  },
};
