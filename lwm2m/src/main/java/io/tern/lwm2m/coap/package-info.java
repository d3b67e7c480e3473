/// Operations and their CoAP messages, in both directions and for both sides: the only package of this
/// module that sees requests and responses (LwM2M 1.2 Transport §6.4). Pure functions, any thread.
package io.tern.lwm2m.coap;
