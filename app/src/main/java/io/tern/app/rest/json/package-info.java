/// Values and nodes of LwM2M as JSON and back, by the object definitions of the device they belong to
/// (LwM2M 1.2 Core appendix C). Any thread.
package io.tern.app.rest.json;
