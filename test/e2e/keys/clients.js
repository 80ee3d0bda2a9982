const { OpenAI } = require('openai');
const { Anthropic } = require('@anthropic-ai/sdk');
const { GoogleGenAI } = require('@google/genai');

const openai = new OpenAI();
const anthropic = new Anthropic();
const google = new GoogleGenAI({});
const messages = [{ role: 'user', content: 'go' }];

module.exports = {
  openai: async () => (await openai.chat.completions.create({ model: 'm', messages })).choices[0].message.content,
  '@anthropic-ai/sdk': async () => (await anthropic.messages.create({ model: 'claude-sonnet-5', max_tokens: 9, messages })).content[0].text,
  '@google/genai': async () => (await google.models.generateContent({ model: 'gemini-3.5-flash', contents: 'go' })).text,
};
