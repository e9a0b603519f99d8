<?php
/**
 * Plugin Name: First Step
 * Description: Puts First Step, a guide to personal budgets, on a page: as a block or with the shortcode [first_step].
 * Version: 1.0.0
 * Requires at least: 6.0
 * Requires PHP: 7.4
 * License: MIT
 * Text Domain: first-step
 *
 * It prints one link and one tag. It stores nothing, sends nothing, and reads nothing of what people say.
 */

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

const FIRST_STEP_DEFAULTS = array(
	'server'  => '',
	'org'     => '',
	'mode'    => 'inline',
	'heading' => 'Find out about a personal budget',
	'lang'    => '',
);

/**
 * The tag for these attributes, or words for whoever edits the page when they do not fit.
 *
 * @param array|string $given server (where First Step runs), org, mode (inline or bubble), heading, lang.
 * @return string HTML, escaped.
 */
function first_step_html( $given ) {
	$wanted = shortcode_atts( FIRST_STEP_DEFAULTS, is_array( $given ) ? $given : array(), 'first_step' );
	$server = untrailingslashit( esc_url_raw( trim( $wanted['server'] ), array( 'https', 'http' ) ) );
	$org    = sanitize_key( $wanted['org'] );
	if ( '' === $server || '' === $org ) {
		if ( ! current_user_can( 'edit_posts' ) ) {
			return '';
		}
		return '<p><strong>First Step:</strong> ' .
			esc_html__( 'Say where it runs and which organisation it is for, like server="https://first-step.example.org" org="demo".', 'first-step' ) .
			'</p>';
	}
	$mode    = 'bubble' === $wanted['mode'] ? 'bubble' : 'inline';
	$heading = '' === trim( $wanted['heading'] ) ? FIRST_STEP_DEFAULTS['heading'] : $wanted['heading'];
	$lang    = preg_match( '/^[a-z]{2}$/', $wanted['lang'] ) ? $wanted['lang'] : '';
	$page    = $server . '/g/' . $org . ( '' === $lang ? '' : '?lang=' . $lang );
	$handle  = 'first-step-' . md5( $server );
	wp_register_script( $handle, $server . '/embed/v1/loader.js', array(), null, array( 'strategy' => 'defer', 'in_footer' => true ) );
	wp_enqueue_script( $handle );
	return sprintf(
		'<first-step org="%1$s" mode="%2$s" heading="%3$s" base="%4$s"%5$s><a href="%6$s">%7$s</a></first-step>',
		esc_attr( $org ),
		esc_attr( $mode ),
		esc_attr( $heading ),
		esc_url( $server ),
		'' === $lang ? '' : ' lang="' . esc_attr( $lang ) . '"',
		esc_url( $page ),
		esc_html( $heading )
	);
}

/**
 * The shortcode and the block. The block is drawn here too, so a page never holds more than its attributes.
 */
function first_step_register() {
	add_shortcode( 'first_step', 'first_step_html' );
	if ( function_exists( 'register_block_type' ) ) {
		register_block_type( __DIR__, array( 'render_callback' => 'first_step_html' ) );
	}
}
add_action( 'init', 'first_step_register' );
