// Runs telegram-test-api, a Bot API server that is not ours, at a free port of this machine; prints its address and ends with standard input.
import TelegramServer from "telegram-test-api";

const server = new TelegramServer({ host: "127.0.0.1", port: "0", storeTimeout: 600 });
await server.start();
console.log(`http://127.0.0.1:${server.server.address().port}`);
process.stdin.on("end", () => process.exit(0)).resume();
