#include "support/chat_project.hpp"

#include "support/gateway_process.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace support {

namespace {

std::string string_of(const directus::json::value& value)
{
    return value.key().value_or("");
}

std::string lower(std::string text)
{
    for (char& c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

} // namespace

collection::collection(std::string directus_url, std::string name)
    : url_(std::move(directus_url))
    , name_(std::move(name))
{
}

std::string collection::create(const person& author, const std::optional<std::string>& content) const
{
    const auto body = fmt::format(R"({{"content":{}}})", content ? json_string(*content) : "null");
    return string_of(rest(url_, author.token).post("/items/" + name_, body).data()["id"]);
}

void collection::create(const person& author, const std::vector<std::string>& contents) const
{
    directus::json::writer body;
    body.array();
    for (const auto& one : contents)
        body.object().key("content").string(one).end();
    body.end();
    rest(url_, author.token).post("/items/" + name_, body.take());
}

std::vector<row> collection::rows() const
{
    const auto answer = rest(url_, directus_process::admin_token)
                            .get("/items/" + name_ + "?limit=-1&sort=date_created,id" +
                                 "&fields=id,content,user_created,date_created");
    std::vector<row> out;
    for (std::size_t n = 0; n < answer.data().size(); ++n) {
        const auto one = answer.data().at(n);
        row& last = out.emplace_back();
        last.id = string_of(one["id"]);
        if (const auto text = one["content"].string())
            last.content = *text;
        last.author = string_of(one["user_created"]);
        last.date = string_of(one["date_created"]);
    }
    return out;
}

std::vector<std::string> collection::contents() const
{
    std::vector<std::string> out;
    for (const auto& one : rows())
        out.push_back(one.content.value_or("NULL"));
    return out;
}

void collection::change(const std::string& key, const std::string& body) const
{
    rest(url_, directus_process::admin_token).patch(fmt::format("/items/{}/{}", name_, key), body);
}

void collection::edit(const std::string& key, std::string_view content) const
{
    change(key, fmt::format(R"({{"content":{}}})", json_string(content)));
}

void collection::remove(const std::string& key) const
{
    rest(url_, directus_process::admin_token).remove(fmt::format("/items/{}/{}", name_, key), {});
}

row collection::wait_for(std::string_view content) const
{
    std::vector<row> found;
    eventually([&] {
        found = rows();
        std::erase_if(found, [&](const row& one) { return one.content != content; });
        return !found.empty();
    });
    if (found.size() != 1)
        throw std::runtime_error(fmt::format("{} rows with \"{}\"", found.size(), content));
    return found.front();
}

void collection::clear() const
{
    rest(url_, directus_process::admin_token).remove("/items/" + name_, R"({"query":{"limit":-1}})");
}

chat_project::chat_project(const directus_process& directus)
    : url_(directus.url())
{
    set_up("messages", "uuid");
    set_up("tutorial", "integer");
    const auto roles = admin().get("/roles?fields=id&filter[name][_eq]=Chat");
    const role chat{string_of(roles.data().at(0)["id"]), {}};
    const auto nameless = add_role("Nameless", {"create", "read"});
    people_.ada = add_person("Ada", chat, "Adas:password");
    people_.grace = add_person("Grace", chat, "Grace's password");
    people_.linus = add_person("Linus", nameless, "Linus's password");
    people_.edsger = add_person("Edsger", add_role("Reader", {"read"}), "Edsger's password");
    people_.outsider = add_person("Outsider", add_role("Outside", {}), "Outsider's password");
    people_.wordy = add_person("Wordy", chat, std::string(281, 'w'));
    for (int n = 0; n < 10; ++n)
        people_.crowd.push_back(add_person(fmt::format("Crowd{}", n), chat, "a crowd's password"));
}

void chat_project::set_up(const std::string& collection, const std::string& key) const
{
    temporary_directory directory;
    auto command = gateway_command(
        {"setup", "--directus.url=" + url_, "--directus.collection=" + collection, "--key=" + key},
        directory.path() / "log");
    command.environment["DIRECTUS_IRCD_ADMIN_TOKEN"] = directus_process::admin_token;
    if (const auto made = run(std::move(command), 3 * patience); made.status != 0)
        throw std::runtime_error("directus-ircd setup failed:\n" + made.output);
}

role chat_project::add_role(const std::string& name, const std::vector<std::string>& actions) const
{
    role made;
    made.id = string_of(admin().post("/roles", fmt::format(R"({{"name":"{}"}})", name)).data()["id"]);
    made.policy = string_of(
        admin().post("/policies", fmt::format(R"({{"name":"{}","app_access":false}})", name)).data()["id"]);
    admin().post("/access", fmt::format(R"({{"role":"{}","policy":"{}"}})", made.id, made.policy));
    for (const auto& action : actions)
        permit(made, action);
    return made;
}

void chat_project::permit(const role& whom, const std::string& action) const
{
    for (const auto* where : {"messages", "tutorial"})
        admin().post("/permissions",
                     fmt::format(R"({{"policy":"{}","collection":"{}","action":"{}","fields":["*"]}})",
                                 whom.policy, where, action));
}

void chat_project::forbid(const role& whom, const std::string& action) const
{
    admin().remove(
        "/permissions",
        fmt::format(R"({{"query":{{"filter":{{"policy":{{"_eq":"{}"}},"action":{{"_eq":"{}"}}}}}}}})",
                    whom.policy, action));
}

person chat_project::add_person(const std::string& first_name, const role& of,
                                const std::string& password) const
{
    person one{.id = {},
               .first_name = first_name,
               .email = lower(first_name) + "@example.com",
               .password = password,
               .token = "the-static-token-of-" + lower(first_name)};
    directus::json::writer body;
    body.object().key("first_name").string(first_name).key("email").string(one.email);
    body.key("password").string(password).key("token").string(one.token).key("role").string(of.id).end();
    one.id = string_of(admin().post("/users", body.take()).data()["id"]);
    return one;
}

std::vector<std::string> chat_project::secrets() const
{
    std::vector<std::string> out;
    for (const auto* one : {&people_.ada, &people_.grace, &people_.linus, &people_.edsger, &people_.outsider,
                            &people_.wordy, &people_.crowd.front()}) {
        out.push_back(one->password);
        out.push_back(one->token);
    }
    return out;
}

chat_project chat_project::on(const std::string& url) const
{
    auto other = *this;
    other.url_ = url;
    return other;
}

} // namespace support
