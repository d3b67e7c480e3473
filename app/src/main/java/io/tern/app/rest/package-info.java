/// The REST interface: reads calls, asks the devices, renders answers, by the contract in
/// openapi.yaml. Runs on virtual threads.
package io.tern.app.rest;
