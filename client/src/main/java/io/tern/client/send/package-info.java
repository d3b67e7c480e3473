// SPDX-License-Identifier: Apache-2.0

/// Send: values that the device tells by itself (LwM2M 1.2 Core §6.4.6). Runs on the client's loop.
package io.tern.client.send;
