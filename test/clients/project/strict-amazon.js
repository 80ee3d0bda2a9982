/** What is asked for on Amazon Bedrock, each with a tool that is called, and its result. */

const { anthropicRunner, langChain, parameters, weather } = require('./strict-others');

const amazon = { region: 'eu-west-1', credentials: { accessKeyId: 'k', secretAccessKey: 's' }, maxAttempts: 1 };

/** By HTTP/2, as this client asks by itself. */
async function bedrock() {
  const { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } = require('@aws-sdk/client-bedrock-runtime');
  const client = new BedrockRuntimeClient(amazon);
  const toolConfig = { tools: [{ toolSpec: { name: 'weather', description: 'd', inputSchema: { json: parameters } } }] };
  const question = { role: 'user', content: [{ text: 'go' }] };
  const asked = { modelId: 'amazon.nova-m', toolConfig };
  const { output } = await client.send(new ConverseCommand({ ...asked, messages: [question] }));
  const { toolUse } = output.message.content.find((block) => block.toolUse);
  const { toolUseId, input } = toolUse;
  const result = { role: 'user', content: [{ toolResult: { toolUseId, content: [{ text: weather(input) }] } }] };
  const { stream } = await client.send(new ConverseStreamCommand({ ...asked, messages: [question, output.message, result] }));
  let text = '';
  for await (const { contentBlockDelta } of stream) text += contentBlockDelta?.delta.text ?? '';
  return { text, tools: [['weather', input]] };
}

exports.clients = {
  "Amazon's client of Bedrock": bedrock,
  '@anthropic-ai/bedrock-sdk': () => {
    const { AnthropicBedrock } = require('@anthropic-ai/bedrock-sdk');
    return anthropicRunner(
      new AnthropicBedrock({ awsRegion: 'eu-west-1', awsAccessKey: 'k', awsSecretKey: 's', maxRetries: 0 }),
      'anthropic.claude-m',
    );
  },
  'LangChain, Amazon Bedrock': () => langChain(new (require('@langchain/aws').ChatBedrockConverse)({ model: 'amazon.nova-m', ...amazon })),
};
