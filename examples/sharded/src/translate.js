/** What is under test: it asks OpenAI, as in production. */
exports.translate = async function translate(text, language) {
  const response = await fetch('https://api.openai.com/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${process.env.OPENAI_API_KEY}` },
    body: JSON.stringify({ model: 'demo-1', messages: [{ role: 'user', content: `In ${language}: ${text}` }] }),
  });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  const { choices } = await response.json();
  return choices[0].message.content;
};
