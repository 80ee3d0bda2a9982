import { isRecord } from '../call/read-json';

/** An output field in what a model wrote for DSPy, in the format of any of its adapters; JSON where it is that. */
export function fieldInText(text: string, name: string): unknown {
  const whole = parsed(text);
  if (isRecord(whole)) return whole[name];
  const marked = new RegExp(`\\[\\[ ## ${name} ## \\]\\]\\s*([\\s\\S]*?)\\s*(?=\\[\\[ ## |$)`).exec(text);
  const tagged = new RegExp(`<${name}>\\s*([\\s\\S]*?)\\s*</${name}>`).exec(text);
  const found = marked?.[1] ?? tagged?.[1];
  return found === undefined ? undefined : parsed(found);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
