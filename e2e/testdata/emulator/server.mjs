// Runs telegram-test-api, a Bot API server that is not ours, at a free port of this machine; prints its address. It ends with standard
// input, and prints how often it was asked for updates.
import TelegramServer from "telegram-test-api";

const server = new TelegramServer({ host: "127.0.0.1", port: "0", storeTimeout: 600 });
await server.start();
let polls = 0;
server.server.on("request", (request) => {
  if (/^\/bot.*\/getUpdates$/.test(request.url)) polls++;
});
console.log(`http://127.0.0.1:${server.server.address().port}`);
process.stdin
  .on("end", () => {
    console.log(polls);
    process.exit(0);
  })
  .resume();
