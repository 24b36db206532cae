// A browser's WebSocket, as Node has it, without any library: IRC over WebSockets.
// https://ircv3.net/specs/extensions/websocket

import { channel, email, finding, finish, password, stored_row } from "./chat.mjs";

const socket = new WebSocket(process.env.IRC_WEBSOCKET, ["text.ircv3.net"]);
const said = "said over a WebSocket; grüße 👋";

function when(part, line, reply) {
    if (line.includes(part)) for (const one of reply) socket.send(one);
}

socket.onopen = () => {
    if (socket.protocol !== "text.ircv3.net") finding("the protocol is", socket.protocol);
    for (const line of [`PASS ${email}:${password}`, "NICK ada", "USER ada 0 * :Ada"]) socket.send(line);
};
socket.onmessage = async ({ data }) => {
    if (typeof data !== "string" || /[\r\n]/.test(data)) finding("not one line of text:", data);
    when(" 376 ", data, [`JOIN ${channel}`]);
    when(" 366 ", data, [`PRIVMSG ${channel} :${said}`, "PING said"]);
    if (data.startsWith("ERROR")) return;
    if (data.includes("PONG") && data.endsWith("said")) {
        await stored_row(said);
        socket.send("QUIT :bye");
    }
};
socket.onerror = (event) => finding("error:", event.message);
socket.onclose = ({ code }) => {
    if (code !== 1001) finding("closed with", code);
    finish();
};
