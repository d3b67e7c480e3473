// SPDX-License-Identifier: Apache-2.0

/// Send: values that clients tell by themselves (LwM2M 1.2 Core §6.4.6). Runs on the loop.
package io.tern.server.send;
