// config/free.h: C handles freed by their type. A library's owner types stand next to it:
//   using Easy = std::unique_ptr<CURL, Free<curl_easy_cleanup>>;
#pragma once

namespace kepu {

// Calls `release` with the handle. Costs nothing: it has no state.
template <auto release>
struct Free {
  template <class T>
  void operator()(T* handle) const {
    release(handle);
  }
};

}  // namespace kepu
