/// CoAP messages as bytes of a datagram (RFC 7252 §3) or of a connection (RFC 8323 §3.2). Pure
/// functions, any thread.
package io.tern.coap.codec;
