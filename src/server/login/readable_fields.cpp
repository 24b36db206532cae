#include "server/login/readable_fields.hpp"

#include "base/log.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

namespace server {

namespace {

// Users of one scope read the same fields. A row filter changes nothing about fields, but its policies may.
std::string scope_of(const directus::user_id& user, const directus::rights& of)
{
    if (of.read == directus::access::full)
        return fmt::format("full:{}", fmt::join(of.read_fields, ","));
    return "user:" + user.str();
}

} // namespace

bool readable_fields::has(const directus::user_id& user, const directus::rights& with) const
{
    return readable_.contains(scope_of(user, with));
}

void readable_fields::add(const directus::user_id& user, const directus::rights& with)
{
    if (readable_.size() < most)
        readable_.insert(scope_of(user, with));
    refused_.erase(user);
    raise();
}

void readable_fields::refused(const directus::user_id& user, const std::string& field,
                              const std::string& reason)
{
    const auto known = refused_.find(user);
    if (known != refused_.end() && known->second.field == field)
        return;
    const auto change = field.empty() ? std::string("give read permission on it")
                                      : fmt::format("give read permission on {}, or correct the gateway's "
                                                    "configuration",
                                                    field);
    base::log::warning("fields_unreadable",
                       {{"field", field}, {"user", user.str()}, {"reason", reason}, {"change", change}});
    if (refused_.size() < most)
        refused_[user] = {field, {"fields", finding::grade::fail, reason, change}};
    raise();
}

// All refusals are one finding; no failure as long as others can read.
void readable_fields::raise()
{
    if (refused_.empty()) {
        checks_.clear("fields");
        return;
    }
    auto about = refused_.begin()->second.about;
    if (!readable_.empty())
        about.how = finding::grade::warn;
    checks_.raise(std::move(about));
}

void readable_fields::distrust(const directus::user_id& user, const directus::rights& with)
{
    readable_.erase(scope_of(user, with));
}

void readable_fields::forget(const directus::user_id& user)
{
    if (refused_.erase(user) > 0)
        raise();
}

void readable_fields::reset()
{
    readable_.clear();
    refused_.clear();
    checks_.clear("fields");
}

} // namespace server
