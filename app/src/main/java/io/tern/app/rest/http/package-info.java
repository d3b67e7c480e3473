/// HTTP without knowing what it is used for: routes, replies, problems (RFC 9457), limits, on Jetty.
/// Requests run on virtual threads.
package io.tern.app.rest.http;
