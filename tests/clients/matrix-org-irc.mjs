// matrix-org-irc, the maintained descendant of node-irc, which many bots and bridges are built on. It asks for
// no capability but sasl, and so is pushed the history, with its times before the text.

import assert from "node:assert/strict";
import {
    channel, create_row, email, finding, finish, history, inbox, load, password, port, stored_row,
} from "./chat.mjs";

const { Client } = load("matrix-org-irc");

function connect(options) {
    const client = new Client("127.0.0.1", "ada", { port, autoConnect: false, retryCount: 0, ...options });
    const events = new inbox();
    for (const name of ["registered", "sasl_loggedin", "names", "message", "action"])
        client.on(name, (...values) => events.add({ name, values }));
    client.on("error", ({ command, args }) => {
        if (!/\(Quit: bye\)$/.test(args[0])) finding("error:", command, args);
    });
    client.on("sasl_error", (...what) => finding("SASL:", what));
    client.on("netError", (error) => finding("connection:", error));
    client.connect();
    return {
        client,
        event: (what, test = () => true) =>
            events.first(what, ({ name, values }) => name === what && test(values)),
    };
}

// A line of somebody on the channel, when it is shown.
function heard({ event }, nick, test) {
    return event("message", ([from, to, text]) => from === nick && to === channel && test(text));
}

async function joins(one) {
    await one.event("registered");
    assert.equal(one.client.nick, "Ada");
    await one.client.join(channel);
    const [, names] = (await one.event("names")).values;
    assert.equal(names.get("Ada"), "+");
    assert.equal(names.get("Grace"), "+");
}

async function talks({ client, ...one }, said, row) {
    await client.say(channel, said);
    await create_row(row);
    await heard(one, "Grace", (text) => text === row);
    await stored_row(said);
    const whois = await new Promise((told) => client.whois("Grace", told));
    assert.match(whois.realname, /^Grace/);
}

const first = connect({ sasl: true, saslType: "PLAIN", userName: email, password });
await first.event("sasl_loggedin");
await joins(first);
for (const past of history)
    await heard(first, "Grace", (text) => /^\[\d\d:\d\d\] /.test(text) && text.endsWith(past));
await talks(first, "said with matrix-org-irc; grüße 👋", "written over REST");

const second = connect({ userName: "ada", password: `${email}:${password}` });
await joins(second);
await talks(second, "said after PASS", "written over REST, too");
await heard(first, "Ada", (text) => text === "said after PASS");
await second.client.action(channel, "waves");
await first.event("action", ([nick, to, text]) => nick === "Ada" && to === channel && text === "waves");
await Promise.all([first, second].map(({ client }) => new Promise((done) => client.disconnect("bye", done))));
finish();
