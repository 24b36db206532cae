#include "server/login/spare_fields.hpp"

#include "base/log.hpp"

#include <algorithm>

namespace server {

bool may_read(const directus::rights& of, std::string_view field)
{
    return std::ranges::any_of(of.read_fields,
                               [&](const std::string& one) { return one == "*" || one == field; });
}

void spare_fields::found(const directus::schema& shape, bool is_other)
{
    found_ = shape;
    if (is_other)
        hidden_.clear();
}

void spare_fields::add(const directus::schema& shape)
{
    for (const auto field :
         {&directus::schema::editor, &directus::schema::reply, &directus::schema::attachment})
        if ((found_.*field).empty())
            found_.*field = shape.*field;
}

void spare_fields::rights_are(const directus::user_id& user, const directus::rights& of)
{
    for (const auto& field : names()) {
        if (may_read(of, field))
            readable(field, user);
        else if (hidden_[field].insert(user).second && hidden_[field].size() == 1)
            base::log::warning(
                "schema_field_left_out",
                {{"field", field}, {"reason", "not everybody who reads the messages may read it"}});
    }
}

void spare_fields::left(const directus::user_id& user)
{
    for (const auto& field : names())
        readable(field, user);
}

bool spare_fields::leave_out(const std::string& field)
{
    const auto all = names();
    if (std::ranges::find(all, field) == all.end())
        return false;
    hidden_[field].insert(directus::user_id());
    base::log::warning("schema_field_left_out", {{"field", field}, {"reason", "it may not be read"}});
    return true;
}

directus::schema spare_fields::in(directus::schema shape) const
{
    shape.attachment = found_.attachment;
    shape.reply = hidden_.contains(found_.reply) ? std::string() : found_.reply;
    shape.editor = hidden_.contains(found_.editor) ? std::string() : found_.editor;
    return shape;
}

std::vector<std::string> spare_fields::names() const
{
    std::vector<std::string> all;
    if (!fixed_.reply && !found_.reply.empty())
        all.push_back(found_.reply);
    if (!fixed_.editor && !found_.editor.empty())
        all.push_back(found_.editor);
    return all;
}

void spare_fields::readable(const std::string& field, const directus::user_id& user)
{
    const auto one = hidden_.find(field);
    if (one != hidden_.end() && one->second.erase(user) > 0 && one->second.empty())
        hidden_.erase(one);
}

} // namespace server
