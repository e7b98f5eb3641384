// A stock Express 5 handler with the same JSON.
import express from 'express';

const answer = JSON.parse(process.env.ANSWER);
const app = express();
app.get('/api/v1/accounts/:account/token', (_request, response) => {
  response.json(answer);
});
app.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready'));
