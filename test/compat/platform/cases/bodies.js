const { collect, rejected, streamOf } = require('./outcomes');

/** What FormData and streams do. */
module.exports = {
  'FormData: entries, files, order': () => {
    const form = new FormData();
    form.append('a', '1');
    form.append('a', '2');
    form.append('f', new Blob(['x']), 'f.txt');
    form.set('a', '3');
    const file = form.get('f');
    form.delete('nothing');
    return [[...form.keys()], form.getAll('a'), file.name, file.size, form.has('f'), String(form)];
  },
  'streams: read, tee, pipe, cancel, async iteration': async () => {
    const [one, two] = streamOf('a', 'b').tee();
    const upper = new TransformStream({ transform: (chunk, controller) => controller.enqueue(String(chunk).toUpperCase()) });
    const cancelled = [];
    await new ReadableStream({ cancel: (reason) => void cancelled.push(reason) }).cancel('enough');
    return [
      await collect(one),
      await collect(two.pipeThrough(upper)),
      cancelled,
      await collect(new Blob(['blob']).stream().pipeThrough(new TextDecoderStream())),
    ];
  },
  'streams: a response is read as it comes': async () => {
    const response = new Response(streamOf('one', 'two'));
    const reader = response.body.getReader();
    const first = await reader.read();
    return [
      new TextDecoder().decode(first.value),
      first.done,
      await rejected(() => response.text()),
      response.body instanceof ReadableStream,
    ];
  },
};
