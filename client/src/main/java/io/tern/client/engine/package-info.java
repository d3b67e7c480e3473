// SPDX-License-Identifier: Apache-2.0

/// The client put together: `ClientEngine`, which one loop drives, and `LwM2mClient`, which brings its
/// own loop, lets code of the device run on virtual threads, and may be used from any thread.
package io.tern.client.engine;
