// SPDX-License-Identifier: Apache-2.0

package io.tern.app.config;

/// A value as somebody gave it.
///
/// @param text as it was written
/// @param origin who gave it, such as `--http` or `tern.yaml line 3`
public record Given(String text, String origin) {}
