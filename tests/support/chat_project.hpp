// A Directus project prepared for chat by `directus-ircd setup`, with people of several roles, and its rows
// as REST tells them.
#pragma once

#include "support/directus_process.hpp"
#include "support/rest.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace support {

struct person {
    std::string id;
    std::string first_name;
    std::string email;
    std::string password;
    std::string token; // static

    std::string pass() const { return "token:" + token; } // cheaper for Directus than a password
};

struct row {
    std::string id;
    std::optional<std::string> content; // none: NULL
    std::string author;                 // empty: NULL
    std::string date;
};

struct people {
    person ada;                // the role that setup makes: chats, and reads names
    person grace;              // the same
    person linus;              // chats, and cannot read names
    person edsger;             // reads only
    person outsider;           // may do nothing
    person wordy;              // as Ada, with a password so long that SASL needs several chunks
    std::vector<person> crowd; // ten more like Ada
};

class collection {
public:
    collection(std::string directus_url, std::string name);

    const std::string& name() const { return name_; }
    // Creates a row as somebody, and gives its key. `content` none: NULL.
    std::string create(const person& author, const std::optional<std::string>& content) const;
    // Creates rows in one request.
    void create(const person& author, const std::vector<std::string>& contents) const;
    std::vector<row> rows() const;             // oldest first, then by key
    std::vector<std::string> contents() const; // of these, "NULL" for none
    // As an administrator. A body as Directus's REST API takes it.
    void change(const std::string& key, const std::string& body) const;
    void edit(const std::string& key, std::string_view content) const;
    void remove(const std::string& key) const;
    // Waits for the only row with this content; throws where none comes.
    row wait_for(std::string_view content) const;
    void clear() const;

private:
    std::string url_;
    std::string name_;
};

// A role with one policy.
struct role {
    std::string id;
    std::string policy;
};

class chat_project {
public:
    // Prepares a Directus that runs.
    explicit chat_project(const directus_process& directus);

    const support::people& people() const { return people_; }
    const std::string& url() const { return url_; }
    rest admin() const { return {url_, directus_process::admin_token}; }
    rest as(const person& who) const { return {url_, who.token}; }
    collection messages() const { return {url_, "messages"}; } // UUID keys
    collection tutorial() const { return {url_, "tutorial"}; } // integer keys
    // Everything that must not stand in a log.
    std::vector<std::string> secrets() const;
    // More of both, for a scenario that changes them. Actions are of both collections.
    role add_role(const std::string& name, const std::vector<std::string>& actions) const;
    void permit(const role& whom, const std::string& action) const;
    void forbid(const role& whom, const std::string& action) const;
    person add_person(const std::string& first_name, const role& of,
                      const std::string& password = "somebody's password") const;
    // The same project on another Directus, or on another way to it.
    chat_project on(const directus_process& copy) const { return on(copy.url()); }
    chat_project on(const std::string& url) const;

private:
    void set_up(const std::string& collection, const std::string& key) const;

    std::string url_;
    support::people people_;
};

} // namespace support
