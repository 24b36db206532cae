#include "server/doctor/doctor_evidence.hpp"

#include "directus/foreign.hpp"

namespace server {

bool doctor_answer::is_directus() const
{
    return answer.status != 0 && !directus::foreign::is_foreign(answer);
}

bool doctor_answer::succeeded() const
{
    return is_directus() && answer.status >= 200 && answer.status <= 299;
}

std::string_view doctor_answer::field(std::string_view name) const
{
    for (const auto& [field, value] : fields)
        if (field == name)
            return value;
    return {};
}

const doctor_answer* doctor_evidence::told_info() const
{
    for (const auto& one : accounts)
        if (one.info.succeeded() && one.info.answer.body.find("\"version\"") != std::string::npos)
            return &one.info;
    return nullptr;
}

} // namespace server
