#include "server/doctor/doctor_report.hpp"

#include "base/printable.hpp"
#include "directus/json.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace server {

namespace {

finding::grade worst(const std::vector<finding>& found)
{
    auto worst = finding::grade::ok;
    for (const auto& one : found)
        worst = std::max(worst, one.how);
    return worst;
}

} // namespace

std::string doctor_table(const std::vector<finding>& found)
{
    std::size_t width = 5;
    for (const auto& one : found)
        width = std::max(width, base::printable(one.name).size());
    auto text = fmt::format("{:{}}  {:4}  {}\n", "check", width, "", "what was seen → what to change");
    for (const auto& one : found) {
        text += fmt::format("{:{}}  {:4}  {}\n", base::printable(one.name), width, name_of(one.how),
                            base::printable(one.text));
        if (!one.change.empty())
            text += fmt::format("{:{}}  {:4}  → {}\n", "", width, "", base::printable(one.change));
    }
    return text;
}

std::string doctor_json(const std::string& url, const std::vector<finding>& found)
{
    directus::json::writer out;
    out.object().key("url").string(url).key("status").string(name_of(worst(found))).key("checks").array();
    for (const auto& one : found)
        out.object()
            .key("name")
            .string(base::printable(one.name))
            .key("status")
            .string(name_of(one.how))
            .key("seen")
            .string(base::printable(one.text))
            .key("change")
            .string(base::printable(one.change))
            .end();
    return out.end().end().take();
}

int doctor_exit_status(const std::vector<finding>& found)
{
    return static_cast<int>(worst(found));
}

} // namespace server
