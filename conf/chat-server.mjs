// Serves the chat page and the SDK that it loads, to browsers of this machine.
//
//   PORT=… DIRECTUS_URL=… DIRECTUS_SDK=… [COLLECTION=messages] node conf/chat-server.mjs

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

const { PORT, DIRECTUS_URL, DIRECTUS_SDK, COLLECTION = "messages" } = process.env;

async function answer(path) {
    if (path === "/") return ["text/html", await readFile(new URL("chat.html", import.meta.url))];
    if (path === "/settings.json")
        return ["application/json", JSON.stringify({ directus: DIRECTUS_URL, collection: COLLECTION })];
    // A URL's path has no ".." in it.
    if (path.startsWith("/sdk/")) return ["text/javascript", await readFile(DIRECTUS_SDK + path.slice(4))];
    throw new Error("not here");
}

createServer(async ({ url }, response) => {
    try {
        const [type, body] = await answer(new URL(url, "http://localhost").pathname);
        response.writeHead(200, { "Content-Type": `${type}; charset=utf-8` }).end(body);
    } catch {
        response.writeHead(404, { "Content-Type": "text/plain" }).end("Not found\n");
    }
}).listen(Number(PORT), "127.0.0.1");
