// ircv3, which Twurple's chat client and its bots are built on. It checks every message against what it knows
// of its parameters. PASS, then SASL on the live connection: it has none of its own.

import assert from "node:assert/strict";
import {
    channel, create_row, email, finding, finish, history, inbox, load, password, port, same_as_row, stored_row,
} from "./chat.mjs";

const { IrcClient, MessageTypes } = load("ircv3");
const { LogLevel } = load("@d-fischer/logger");

// Besides those that the library knows.
const extra = [
    "account-notify",
    "account-tag",
    "draft/chathistory",
    "draft/extended-isupport",
    "draft/pre-away",
    "echo-message",
    "extended-join",
    "extended-monitor",
    "no-implicit-names",
    "sasl",
    "server-time",
    "setname",
    "standard-replies",
    "userhost-in-names",
];

const client = new IrcClient({
    connection: { hostName: "127.0.0.1", port, secure: false },
    credentials: { nick: "Ada", password: `${email}:${password}` },
    channels: [channel],
    logger: {
        minLevel: "warning",
        custom: (level, message) => finding(LogLevel[level], message),
    },
});
for (const name of extra) client.addCapability({ name });

const messages = new inbox();
client.onAnyMessage((message) => messages.add(message));
client.onPasswordError((error) => finding(error));

const fields = (message) => [message.command, ...message._params.map(({ value }) => value)];
const command = (name, test = () => true) =>
    messages.first(name, (message) => message.command === name && test(message));
const line = (text) => command("PRIVMSG", (message) => message.text === text);
const tag = (message, name) => message.tags.get(name);
const is_row = (message, row) => same_as_row(row, tag(message, "msgid"), tag(message, "time"));

async function negotiates() {
    const [, , , granted] = fields(await command("CAP", (message) => message.subCommand === "ACK"));
    for (const cap of extra) assert.ok(granted.split(" ").includes(cap), cap);
    assert.ok(granted.split(" ").includes("labeled-response"));
    await command("376");
    assert.equal(client.currentNick, "Ada");
}

async function logs_in_again() {
    client.sendRaw("AUTHENTICATE PLAIN");
    await command("AUTHENTICATE");
    client.sendRaw(`AUTHENTICATE ${Buffer.from(`\0${email}\0${password}`).toString("base64")}`);
    await command("903");
}

async function joins() {
    const join = await command("JOIN");
    assert.equal(join.prefix.nick, "Ada");
    assert.deepEqual(client.currentChannels, [channel]);
    client.sendMessage(MessageTypes.Commands.Names, { channel });
    await command("366");
    const replies = messages.all((message) => message.command === "353");
    const names = replies.flatMap((reply) => reply.names.split(" "));
    assert.ok(names.some((name) => name.startsWith("+Ada!u@user-")));
    assert.ok(names.some((name) => name.startsWith("+Grace!u@user-")));
}

async function reads_history() {
    client.sendRaw(`@label=past CHATHISTORY LATEST ${channel} * 50`);
    const start = await command("BATCH", (message) => tag(message, "label") === "past");
    const [, id, type, target] = fields(start);
    assert.deepEqual([type, target], ["chathistory", channel]);
    await command("BATCH", (message) => fields(message)[1] === id.replace("+", "-"));
    const past = messages.all((message) => tag(message, "batch") === id.slice(1));
    assert.deepEqual(past.map(({ text }) => text), history);
    is_row(past.at(-1), await stored_row(history.at(-1)));
    assert.equal(past.at(-1).prefix.nick, "Grace");
}

async function talks() {
    const said = "said with ircv3; grüße 👋";
    client.say(channel, said, { label: "one; two" });
    const echo = await line(said);
    is_row(echo, await stored_row(said));
    assert.equal(tag(echo, "label"), "one; two");
    assert.equal(echo.prefix.nick, "Ada");

    const action = new Promise((came) => client.onAction((...it) => came(it)));
    client.action(channel, "waves");
    assert.deepEqual((await action).slice(0, 3), [channel, "Ada", "waves"]);

    const row = await create_row("written over REST");
    is_row(await line("written over REST"), row);
}

async function asks_who() {
    client.sendMessage(MessageTypes.Commands.WhoQuery, { mask: channel });
    const ada = await command("352", (message) => fields(message)[6] === "Ada");
    assert.equal(fields(ada)[7], "H+");
    assert.match(fields(ada)[8], /^0 Ada/);
    await command("315");
    client.sendMessage(MessageTypes.Commands.WhoIsQuery, { nickMask: "Grace" });
    assert.equal(fields(await command("311"))[2], "Grace");
    await command("318");
    client.sendRaw(`@+typing=active;label=t TAGMSG ${channel}`);
    await command("TAGMSG", (message) => tag(message, "+typing") === "active");
    client.sendRaw("@label=p PING now");
    await command("PONG", (message) => tag(message, "label") === "p");
}

client.connect();
await negotiates();
await joins();
await logs_in_again();
await reads_history();
await talks();
await asks_who();
const closed = new Promise((done) => client.onDisconnect(done));
client.quit();
await closed;
finish();
