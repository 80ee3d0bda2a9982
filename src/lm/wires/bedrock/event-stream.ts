import { crc32 } from 'node:zlib';
import { writeExactly } from '../../../shared/values/exact-json';
import type { WireReply } from '../wire';

/** A stream whose chunks are frames. */
export function asFrames(reply: WireReply): WireReply {
  return { ...reply, headers: { ...reply.headers, 'content-type': 'application/vnd.amazon.eventstream' }, encoding: 'latin1' };
}

/** A text of a header's value, of at most 65,535 bytes. */
const TEXT = 7;

/**
 * An event in Amazon's binary framing, as text of one character a byte: lengths, a checksum of them, headers, the JSON, a checksum of all
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html).
 */
export function eventFrame(type: string, payload: object): string {
  return frame({ ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' }, writeExactly(payload));
}

/** A piece of a reply that a model of another maker says in its own words: InvokeModelWithResponseStream. */
export function invokedFrame(said: object): string {
  return eventFrame('chunk', { bytes: Buffer.from(writeExactly(said)).toString('base64') });
}

/** An error in the middle of a stream: there is no status any more. */
export function exceptionFrame(type: string, body: string): string {
  return frame({ ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' }, body);
}

function frame(headers: Readonly<Record<string, string>>, body: string): string {
  const named = Buffer.concat(Object.entries(headers).map(headerBytes));
  const payload = Buffer.from(body);
  const beginning = Buffer.alloc(8);
  beginning.writeUInt32BE(16 + named.length + payload.length, 0);
  beginning.writeUInt32BE(named.length, 4);
  const unsealed = Buffer.concat([beginning, checksum(beginning), named, payload]);
  return Buffer.concat([unsealed, checksum(unsealed)]).toString('latin1');
}

function headerBytes([name, value]: readonly [string, string]): Buffer {
  const length = Buffer.alloc(3);
  length.writeUInt8(TEXT, 0);
  length.writeUInt16BE(Buffer.byteLength(value), 1);
  return Buffer.concat([Buffer.from([Buffer.byteLength(name)]), Buffer.from(name), length, Buffer.from(value)]);
}

function checksum(bytes: Buffer): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes), 0);
  return sum;
}
