const { createServer } = require('node:http');
const request = require('supertest');

const app = createServer((req, res) => {
  res.setHeader('content-type', 'application/json');
  if (req.url === '/missing') res.statusCode = 404;
  res.end(JSON.stringify({ url: req.url }));
});

test('answers through an ephemeral server', async () => {
  const response = await request(app).get('/hello').expect(200).expect('Content-Type', /json/);
  expect(response.body).toEqual({ url: '/hello' });
});

test('tells a wrong status', async () => {
  await expect(request(app).get('/missing').expect(200)).rejects.toThrow('expected 200 "OK", got 404 "Not Found"');
});
