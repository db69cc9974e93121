// A bot written with grammY talks to the sandbox as it would to Telegram. It checks what it gets in its own terms and prints its verdict
// as one line of JSON: {"ok", "checks": [what was checked], "error"}. The Go test beside plays the people.
//
// Environment: SANDBOX_URL, SANDBOX_TOKEN; STRANGER is the id of somebody who has never pressed Start.
import assert from "node:assert/strict";
import { Bot, GrammyError, HttpError, InlineKeyboard, InputFile } from "grammy";

const { SANDBOX_URL: url, SANDBOX_TOKEN: token, STRANGER: stranger } = process.env;
const bot = new Bot(token, { client: { apiRoot: url } });
const checks = [];

/** Runs one check and remembers that it has passed. */
async function check(what, run) {
  try {
    const result = await run();
    checks.push(what);
    return result;
  } catch (error) {
    throw new Error(`${what}: ${error.message}`, { cause: error });
  }
}

/** Wants a call to be refused by the Bot API in these words. */
async function refused(call, code, description) {
  const error = await call.then(() => null, (e) => e);
  assert.ok(error instanceof GrammyError, `not refused by the Bot API: ${error}`);
  assert.equal(error.error_code, code);
  assert.equal(error.description, description);
  return error;
}

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function introduce() {
  await check("getMe", async () => {
    await bot.init();
    assert.equal(bot.botInfo.id, 4242);
    assert.equal(bot.botInfo.username, "don_doc_bot");
    assert.equal(bot.botInfo.is_bot, true);
  });
  await check("setMyCommands by scope and language", async () => {
    const scope = { type: "all_private_chats" };
    const commands = [{ command: "nhiemvu", description: "Nhiệm vụ của đơn vị" }];
    assert.equal(await bot.api.setMyCommands(commands, { scope, language_code: "vi" }), true);
    assert.deepEqual(await bot.api.getMyCommands({ scope, language_code: "vi" }), commands);
    assert.deepEqual(await bot.api.getMyCommands({ scope }), []);
    await refused(bot.api.setMyCommands(commands, { language_code: "pt-br" }), 400, "Bad Request: invalid language code specified");
  });
  await check("403 before Start", () =>
    refused(bot.api.sendMessage(stranger, "a"), 403, "Forbidden: bot can't initiate conversation with a user"));
  await check("502 without JSON", async () => {
    const error = await bot.api.getChat(stranger).then(() => null, (e) => e);
    assert.ok(error instanceof HttpError, `not a broken answer: ${error}`);
  });
}

async function greet(ctx) {
  await check("/start comes as a command", () => {
    assert.equal(ctx.chat.type, "private");
    assert.equal(ctx.from.language_code, "vi");
    assert.deepEqual(ctx.message.entities, [{ type: "bot_command", offset: 0, length: 6 }]);
  });
  const ask = () => ctx.reply("😀 <b>Nhiệm vụ</b> &lt;số 1&gt; <a href=\"https://a.vn\">xem</a>", {
    parse_mode: "HTML",
    reply_parameters: { message_id: ctx.msg.message_id },
    reply_markup: new InlineKeyboard().text("Đã nhận", "nhan:1").row().url("Văn bản", "https://a.vn/nq"),
  });
  await check("429 tells how long to wait, and then it goes", async () => {
    const error = await refused(ask(), 429, "Too Many Requests: retry after 1");
    assert.equal(error.parameters.retry_after, 1);
    await pause(error.parameters.retry_after);
    const sent = await ask();
    assert.equal(sent.text, "😀 Nhiệm vụ <số 1> xem");
    assert.deepEqual(sent.entities, [
      { type: "bold", offset: 3, length: 8 },
      { type: "text_link", offset: 19, length: 3, url: "https://a.vn/" },
    ]);
    assert.equal(sent.reply_to_message.message_id, ctx.msg.message_id);
    assert.equal(sent.reply_markup.inline_keyboard[0][0].callback_data, "nhan:1");
  });
}

async function finish(ctx) {
  await check("a press is answered and the message edited", async () => {
    assert.equal(ctx.callbackQuery.data, "nhan:1");
    assert.equal(await ctx.answerCallbackQuery({ text: "Đã ghi nhận", show_alert: true }), true);
    const edited = await ctx.editMessageText("<i>Đã nhận</i>", { parse_mode: "HTML" });
    assert.equal(edited.text, "Đã nhận");
    assert.equal(edited.reply_markup, undefined);
    assert.ok(edited.edit_date > 0);
    await refused(ctx.answerCallbackQuery(), 400,
      "Bad Request: query is too old and response timeout expired or query ID is invalid");
  });
  await check("a document is sent, sent again by its id, and fetched", async () => {
    const data = Buffer.from("số;tên\n1;Kế hoạch\n");
    const sent = await ctx.replyWithDocument(new InputFile(data, "sổ theo dõi.csv"), { caption: "<code>Nhật ký</code>", parse_mode: "HTML" });
    assert.equal(sent.document.file_name, "sổ theo dõi.csv");
    assert.equal(sent.document.file_size, data.length);
    assert.deepEqual(sent.caption_entities, [{ type: "code", offset: 0, length: 7 }]);
    const file = await ctx.api.getFile(sent.document.file_id);
    const answer = await fetch(`${url}/file/bot${token}/${file.file_path}`);
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), data);
    await refused(ctx.api.getFile("carrot"), 400, "Bad Request: invalid file_id");
  });
}

/** Lets a handler end the conversation when something is wrong in it. */
function guarded(handle, verdict) {
  return async (ctx) => {
    try {
      await handle(ctx);
    } catch (error) {
      verdict(error);
    }
  };
}

async function converse() {
  await introduce();
  await new Promise((resolve, reject) => {
    bot.command("start", guarded(greet, reject));
    bot.on("callback_query:data", guarded(async (ctx) => {
      await finish(ctx);
      bot.stop().then(resolve, reject);
    }, reject));
    bot.catch(reject);
    bot.start({ allowed_updates: ["message", "callback_query"] }).catch(reject);
  });
}

const verdict = await converse().then(() => ({ ok: true, checks }), (error) => ({ ok: false, checks, error: error.message }));
console.log(JSON.stringify(verdict));
process.exit(verdict.ok ? 0 : 1);
