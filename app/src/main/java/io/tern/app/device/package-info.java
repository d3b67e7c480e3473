/// Devices as the product sees them: found by name, asked through the LwM2M server, with the values
/// they last told. Any thread; what asks a device blocks and belongs on a virtual thread.
package io.tern.app.device;
