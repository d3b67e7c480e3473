// SPDX-License-Identifier: Apache-2.0
/// The object definitions of a running server: built in, from the operator's folder, and uploaded.
/// Any thread; loops only look up.
package io.tern.app.model;
