// The floor: node:http and the same JSON, nothing asked and nothing checked.
import { createServer } from 'node:http';

const answer = JSON.parse(process.env.ANSWER);
const server = createServer((_request, response) => {
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(answer));
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready'));
