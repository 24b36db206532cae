// What the scenarios of all libraries share: a person on Directus, a wait that ends, and a list of what went
// wrong. The environment says where: IRC_PORT, DIRECTUS_URL, CLIENT_LIBRARIES (the folder of package.json),
// EMAIL and PASSWORD of the one who is on IRC, TOKEN of somebody who writes over REST.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { format } from "node:util";

export const { EMAIL: email, PASSWORD: password } = process.env;
export const port = Number(process.env.IRC_PORT);
export const channel = "#messages";
export const history = ["the first line", "the second line", "the third line"];

export const load = createRequire(`${process.env.CLIENT_LIBRARIES}/package.json`);

const findings = [];

export function finding(...what) {
    findings.push(format(...what));
}

// Whatever a library prints, it prints because something is not as it expects.
for (const level of ["log", "info", "warn", "error"])
    console[level] = (...what) => finding("printed:", ...what);

const patience = setTimeout(() => {
    finding("no end within 60 s");
    finish();
}, 60_000);

export function finish() {
    clearTimeout(patience);
    for (const one of findings) process.stdout.write(`${one}\n`);
    process.exit(findings.length ? 1 : 0);
}

for (const failure of ["uncaughtException", "unhandledRejection"])
    process.on(failure, (error) => {
        finding(error);
        finish();
    });

// What has been met and what is waited for.
export class inbox {
    #met = [];
    #wanted = [];

    add(one) {
        this.#met.push(one);
        const met = this.#wanted.filter(({ test }) => test(one));
        this.#wanted = this.#wanted.filter((wanted) => !met.includes(wanted));
        for (const { found } of met) found(one);
    }

    first(what, test) {
        const one = this.#met.find(test);
        if (one) return Promise.resolve(one);
        return new Promise((resolve, reject) => {
            const late = setTimeout(() => reject(new Error(`${what} does not come`)), 20_000);
            const found = (it) => {
                clearTimeout(late);
                resolve(it);
            };
            this.#wanted.push({ test, found });
        });
    }

    all(test) {
        return this.#met.filter(test);
    }
}

// A row that somebody creates over REST: its id and date_created.
export async function create_row(content) {
    const answer = await fetch(`${process.env.DIRECTUS_URL}/items/messages`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${process.env.TOKEN}` },
        body: JSON.stringify({ content }),
    });
    assert.equal(answer.status, 200);
    return (await answer.json()).data;
}

// The only row with this content, as soon as it is there.
export async function stored_row(content) {
    const filter = encodeURIComponent(JSON.stringify({ content: { _eq: content } }));
    for (;;) {
        const answer = await fetch(`${process.env.DIRECTUS_URL}/items/messages?filter=${filter}`, {
            headers: { Authorization: `Bearer ${process.env.TOKEN}` },
        });
        const rows = (await answer.json()).data;
        assert.ok(rows.length <= 1, `stored more than once: ${content}`);
        if (rows.length) return rows[0];
    }
}

// A line is shown with the key and the time of its row.
export function same_as_row(row, msgid, time) {
    assert.equal(msgid, row.id);
    assert.equal(new Date(time).toISOString(), row.date_created);
}
