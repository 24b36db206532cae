// What is judged of one account: a user, an administrator, or the owner of the service token.
#include "directus/foreign.hpp"
#include "directus/json.hpp"
#include "directus/row.hpp"
#include "server/doctor/doctor_checks.hpp"
#include "server/people/authors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace server {

namespace foreign = directus::foreign;
namespace json = directus::json;
namespace rest = directus::rest;
using directus::access;
using grade = finding::grade;
using out_list = std::vector<finding>;

namespace {

std::string_view word(access how)
{
    return how == access::full ? "all" : how == access::partial ? "some rows" : "no";
}

bool has(const std::vector<std::string>& fields, const std::string& name)
{
    return std::ranges::any_of(fields, [&](const auto& one) { return one == "*" || one == name; });
}

// The chat's own first, then what else the gateway asks for.
std::vector<std::string> configured(const directus::schema& shape)
{
    std::vector<std::string> all{shape.key, shape.content, shape.author, shape.date};
    for (auto& one : directus::row::fields(shape))
        if (std::ranges::find(all, one) == all.end())
            all.push_back(std::move(one));
    return all;
}

// Why the gateway would take no messages of this account, which may create; empty: it would.
std::string silence(const directus::rights& rights, const directus::schema& shape)
{
    return rights.create_obstacle.empty() ? authors().silence(rights, shape, base::steady_now())
                                          : rights.create_obstacle;
}

std::string why_not(const doctor_answer& one)
{
    if (one.answer.status == 0)
        return fmt::format("{}: {}", one.request, one.failure);
    if (!one.is_directus())
        return fmt::format("{} was answered {}", one.request, foreign::describe(one.answer));
    return fmt::format("{}: {}", one.request, one.refusal().message);
}

void login(const doctor_evidence& seen, const doctor_account& of, out_list& out)
{
    const auto& last = of.login.is_asked() && !of.login.succeeded() ? of.login : of.me;
    if (last.succeeded() && rest::parse_me(last.answer))
        return out.push_back({"", grade::ok, of.login.is_asked() ? "logged in" : "the token is valid"});
    const bool is_foreign = last.answer.status != 0 && !last.is_directus();
    out.push_back({"", grade::fail,
                   last.succeeded() ? "the token is valid and belongs to no user" : why_not(last),
                   is_foreign ? foreign::advice(last.answer, seen.url, "")
                              : "see whether the credentials are right and the account is Active in the Data "
                                "Studio"});
}

void schema(const doctor_evidence&, const doctor_account& of, out_list& out)
{
    const auto& shape = of.shape;
    const auto names = fmt::format("{}: {}", shape.collection, fmt::join(configured(shape), ", "));
    if (!of.schema_reason.empty())
        return out.push_back({"", grade::fail, of.schema_reason, of.schema_change});
    if (!of.rows.is_asked())
        return;
    if (!of.rows.succeeded() || !rest::parse_items(of.rows.answer, shape))
        return out.push_back(
            {"", grade::fail, why_not(of.rows),
             "set directus.collection and the keys of [field] to what Directus has, give the "
             "permission to read them, or run directus-ircd setup (now: " +
                 names + ")"});
    if (of.collections.is_asked() && !of.found)
        return out.push_back({"", grade::warn,
                              names + " as configured: Directus does not tell of its collections",
                              "leave OPENAPI_ENABLED on in Directus, or set directus.schema = configured"});
    out.push_back({"", grade::ok, names + (of.found ? " (found)" : "")});
}

void permissions(const doctor_evidence&, const doctor_account& of, out_list& out)
{
    if (!of.permissions.is_asked())
        return;
    const auto rights = rest::parse_permissions(of.permissions.answer, of.shape);
    if (!rights)
        return out.push_back({"", grade::warn, why_not(of.permissions)});
    finding found{"", grade::ok,
                  fmt::format("{}: read {}, create {}, update {}, delete {}", of.shape.collection,
                              word(rights->read), word(rights->create), word(rights->update),
                              word(rights->remove))};
    std::vector<std::string> hidden;
    for (const auto& field : configured(of.shape))
        if (!has(rights->read_fields, field))
            hidden.push_back(field);
    if (rights->read == access::none || !hidden.empty()) {
        found.how = grade::fail;
        if (rights->read != access::none)
            found.text += fmt::format("; not readable: {}", fmt::join(hidden, ", "));
        found.change = fmt::format("give the permission to read {} of {}, as directus-ircd setup does",
                                   fmt::join(configured(of.shape), ", "), of.shape.collection);
    } else if (const auto why = silence(*rights, of.shape); !why.empty()) {
        found.how = grade::fail;
        found.text += fmt::format("; messages cannot be sent: {}", why);
        found.change = fmt::format("let the permission to create in {} include {} and {}",
                                   of.shape.collection, of.shape.content, of.shape.author);
    } else if (rights->create == access::none) {
        found.how = grade::warn;
        found.change =
            fmt::format("give the permission to create in {} to those who are to write", of.shape.collection);
    }
    out.push_back(std::move(found));
}

void people(const doctor_evidence&, const doctor_account& of, out_list& out)
{
    if (!of.people.is_asked())
        return;
    const auto found = rest::parse_people(of.people.answer);
    const bool named = found && std::ranges::any_of(*found, [](const auto& one) {
                           return !one.first_name.empty() || !one.last_name.empty();
                       });
    if (named)
        return out.push_back({"", grade::ok, "names of users can be read"});
    out.push_back(
        {"", grade::warn, found ? "users have no readable names" : why_not(of.people),
         "give the permission to read id, first_name and last_name of directus_users: without names "
         "everybody is User and digits"});
}

bool has_special(json::value field, std::string_view special)
{
    const auto all = field["meta"]["special"];
    for (std::size_t n = 0; n < all.size(); ++n)
        if (all.at(n).string() == special)
            return true;
    return false;
}

// What only an administrator can see of them.
void fields(const doctor_evidence&, const doctor_account& of, out_list& out)
{
    if (!of.columns.succeeded())
        return;
    const auto parsed = json::document::parse(of.columns.answer.body);
    if (!parsed)
        return;
    const auto data = parsed->root()["data"];
    std::string texts; // that could hold messages
    auto missing = configured(of.shape);
    out_list wrong;
    for (std::size_t n = 0; n < data.size(); ++n) {
        const auto field = data.at(n);
        const std::string name(field["field"].string().value_or(""));
        std::erase(missing, name);
        if (field["type"].string() == "text" && name != of.shape.content)
            texts += (texts.empty() ? "" : ", ") + name;
        if (name == of.shape.author && !has_special(field, "user-created"))
            wrong.push_back(
                {"", grade::warn, name + " is not of the kind User Created: Directus does not say who wrote",
                 "make a field of the kind User Created (directus-ircd setup does) and set field.author"});
        if (name == of.shape.date && !has_special(field, "date-created"))
            wrong.push_back(
                {"", grade::warn, name + " is not of the kind Date Created",
                 "make a field of the kind Date Created (directus-ircd setup does) and set field.date"});
        if (name == of.shape.date && field["type"].string() == "dateTime")
            wrong.push_back(
                {"", grade::warn, name + " is a dateTime, which has no time zone", "make it a timestamp"});
    }
    if (!missing.empty())
        wrong.push_back({"", grade::fail,
                         fmt::format("{} has no {}{}{}", of.shape.collection, fmt::join(missing, ", "),
                                     texts.empty() ? "" : "; its fields of text: ", texts),
                         "set the keys of [field] to the collection's names, or run directus-ircd setup"});
    if (wrong.empty())
        wrong.push_back({"", grade::ok, "author and date are filled in by Directus"});
    out.insert(out.end(), wrong.begin(), wrong.end());
}

constexpr std::array all_checks{
    doctor_account_check{"login", login},   doctor_account_check{"schema", schema},
    doctor_account_check{"fields", fields}, doctor_account_check{"permissions", permissions},
    doctor_account_check{"people", people},
};

} // namespace

std::span<const doctor_account_check> doctor_account_checks()
{
    return all_checks;
}

} // namespace server
