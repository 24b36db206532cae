// Adds three people who chat to a Directus that `directus-ircd setup` has prepared. Those it adds say
// hello, so that the first one to join sees a history. A second run changes nothing.
//
//   DIRECTUS_URL=… ADMIN_EMAIL=… ADMIN_PASSWORD=… DEMO_PASSWORD=… node conf/demo-users.mjs

const { DIRECTUS_URL, ADMIN_EMAIL, ADMIN_PASSWORD, DEMO_PASSWORD } = process.env;

const people = [
    { first_name: "Ada", last_name: "Lovelace", hello: "Hello! Who else is on IRC?" },
    { first_name: "Grace", last_name: "Hopper", hello: "I am, from the same Directus." },
    { first_name: "Linus", last_name: "Pauling", hello: "So am I 👋" },
];

async function call(method, path, token, body) {
    const answer = await fetch(new URL(path, DIRECTUS_URL), {
        method,
        headers: {
            "Content-Type": "application/json",
            ...(token && { Authorization: `Bearer ${token}` }),
        },
        body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text && JSON.parse(text).data;
}

async function log_in(email, password) {
    return (await call("POST", "/auth/login", null, { email, password })).access_token;
}

const admin = await log_in(ADMIN_EMAIL, ADMIN_PASSWORD);

const [role] = await call("GET", "/roles?fields=id&filter[name][_eq]=Chat", admin);
if (!role) throw new Error('there is no role "Chat": run directus-ircd setup first');

for (const { hello, ...names } of people) {
    const email = `${names.first_name.toLowerCase()}@example.com`;
    const known = await call("GET", `/users?fields=id&filter[email][_eq]=${email}`, admin);
    if (known.length) continue;
    const person = { ...names, email, password: DEMO_PASSWORD, role: role.id };
    await call("POST", "/users", admin, person);
    // Directus takes the author of a row from the token.
    const token = await log_in(email, DEMO_PASSWORD);
    await call("POST", "/items/messages", token, { content: hello });
    console.log(`${names.first_name} ${names.last_name} <${email}>`);
}
