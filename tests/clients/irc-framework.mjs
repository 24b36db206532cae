// irc-framework, which The Lounge and Kiwi IRC are built on. One connection by SASL, a second one by PASS.

import assert from "node:assert/strict";
import {
    channel, create_row, email, finding, finish, history, inbox, load, password, port, same_as_row, stored_row,
} from "./chat.mjs";

const { Client } = load("irc-framework");

// Those that the library asks for only when told to.
const extra = [
    "draft/chathistory",
    "draft/extended-isupport",
    "draft/pre-away",
    "extended-monitor",
    "labeled-response",
    "no-implicit-names",
    "standard-replies",
];

function connect(credentials) {
    const client = new Client({
        host: "127.0.0.1",
        port,
        auto_reconnect: false,
        enable_chghost: true,
        enable_setname: true,
        enable_echomessage: true,
        ...credentials,
    });
    client.requestCap(extra);
    const events = new inbox();
    client.use((_, __, parsed) =>
        parsed.use((name, event, ___, next) => {
            events.add({ name, ...event });
            next();
        }),
    );
    // Of these the library does not know what they say at the beginning: 003, 004, LUSERS.
    client.on("unknown command", ({ command, params }) => {
        if (!/^[02]\d\d$/.test(command)) finding("unknown:", command, params);
    });
    client.on("irc error", (event) => {
        if (!event.reason?.endsWith("(Quit)")) finding("error:", event);
    });
    client.on("sasl failed", (event) => finding("SASL:", event));
    client.on("socket error", (error) => finding("socket:", error));
    client.connect();
    return {
        client,
        event: (name, test = () => true) => events.first(name, (one) => one.name === name && test(one)),
        all: (name, test) => events.all((one) => one.name === name && test(one)),
    };
}

async function joins({ client, event }) {
    client.join(channel);
    await event("join", ({ nick }) => nick === "Ada");
    client.raw("NAMES", channel); // with no-implicit-names they are not sent by themselves
    const { users } = await event("userlist");
    const ada = users.find(({ nick }) => nick === "Ada");
    assert.deepEqual(ada.modes, ["v"]);
    assert.match(`${ada.ident}@${ada.hostname}`, /^u@user-[0-9a-f]{8}\.directus$/);
    assert.ok(users.some(({ nick }) => nick === "Grace"));
}

async function reads_history({ client, event }) {
    client.raw("CHATHISTORY", "LATEST", channel, "*", "50");
    const { commands } = await event("batch end chathistory");
    assert.deepEqual(commands.map(({ params }) => params[1]), history);
    const last = await event("privmsg", ({ message, batch }) => batch && message === history.at(-1));
    same_as_row(await stored_row(last.message), last.tags.msgid, last.time);
    assert.equal(last.nick, "Grace");
}

async function talks({ client, event, all }) {
    const said = "said with irc-framework; grüße 👋";
    client.say(channel, said);
    const echo = await event("privmsg", ({ message }) => message === said);
    same_as_row(await stored_row(said), echo.tags.msgid, echo.time);
    assert.equal(echo.nick, "Ada");

    client.action(channel, "waves");
    const action = await event("action");
    assert.equal(action.message, "waves");
    same_as_row(await stored_row("/me waves"), action.tags.msgid, action.time);

    const row = await create_row("written over REST");
    const heard = await event("privmsg", ({ message }) => message === "written over REST");
    same_as_row(row, heard.tags.msgid, heard.time);
    assert.equal(all("privmsg", ({ message }) => message === said).length, 1);
}

async function asks_who({ client }) {
    const { users } = await new Promise((resolve) => client.who(channel, resolve));
    const ada = users.find(({ nick }) => nick === "Ada");
    assert.match(ada.real_name, /^Ada/);
    assert.equal(ada.away, false);
    assert.equal(users.find(({ nick }) => nick === "Grace").away, false, "Grace wrote a moment ago");
    const whois = await new Promise((resolve) => client.whois("Ada", resolve));
    assert.equal(whois.real_name, ada.real_name);
    assert.equal(whois.account, ada.account);
    assert.equal(whois.channels.trim(), `+${channel}`);
}

const first = connect({ nick: "ada", account: { account: email, password } });
const { nick, account } = await first.event("loggedin");
assert.match(account, /^[0-9a-f]{8}$/);
assert.equal((await first.event("registered")).nick, "Ada");
for (const cap of extra) assert.ok(first.client.network.cap.isEnabled(cap), cap);
assert.equal(first.client.network.cap.requested.length, 0);
await joins(first);
await reads_history(first);
await talks(first);
await asks_who(first);

const second = connect({ nick: "ada", password: `${email}:${password}`, account: {} });
await second.event("registered");
await joins(second);
second.client.tagmsg(channel, { "+typing": "active" });
await first.event("tagmsg", ({ nick: who, tags }) => who === "Ada" && tags["+typing"] === "active");
second.client.say(channel, "said after PASS");
await first.event("privmsg", ({ message }) => message === "said after PASS");
await second.event("privmsg", ({ message }) => message === "said after PASS");
first.client.quit();
second.client.quit();
await Promise.all([first, second].map(({ client }) => new Promise((closed) => client.on("close", closed))));
finish();
