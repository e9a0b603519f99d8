<?php
/**
 * Runs the plugin with WordPress's own functions, without a site or a database: php harness.php FOLDER_OF_WORDPRESS
 *
 * Reads a page's content on standard input and prints JSON: the HTML that visitors get, and the scripts that are loaded.
 * Only whether somebody may edit is played here; everything else is WordPress.
 */

error_reporting( E_ALL );
ini_set( 'display_errors', 'stderr' );
define( 'ABSPATH', rtrim( $argv[1], '/' ) . '/' );
define( 'WPINC', 'wp-includes' );
define( 'WP_DEBUG', false );
define( 'WP_CONTENT_DIR', ABSPATH . 'wp-content' );
define( 'WP_CONTENT_URL', 'https://charity.example.org/wp-content' );
define( 'WP_PLUGIN_DIR', dirname( __DIR__, 2 ) . '/web_widget/wordpress' );
define( 'WPMU_PLUGIN_DIR', WP_CONTENT_DIR . '/mu-plugins' );
define( 'WP_PLUGIN_URL', WP_CONTENT_URL . '/plugins' );
define( 'WP_LANG_DIR', WP_CONTENT_DIR . '/languages' );

foreach ( array(
	'version', 'compat', 'load', 'plugin', 'class-wp-error', 'functions', 'formatting', 'kses', 'l10n', 'pomo/translations',
	'shortcodes', 'class-wp-dependency', 'class-wp-dependencies', 'class-wp-scripts', 'class-wp-styles',
	'functions.wp-scripts', 'functions.wp-styles', 'link-template', 'class-wp-block-type', 'class-wp-block-type-registry',
	'class-wp-block-parser', 'class-wp-block-list', 'class-wp-block', 'class-wp-block-supports', 'blocks', 'theme',
	'class-wp-textdomain-registry', 'pomo/mo', 'class-wp-locale', 'class-wp-locale-switcher', 'media', 'cache', 'class-wp-object-cache', 'option', 'rest-api',
) as $file ) {
	$path = ABSPATH . WPINC . "/$file.php";
	if ( is_file( $path ) ) {
		require_once $path;
	}
}

/** Played: whether whoever looks may edit the page. */
function current_user_can( $capability ) {
	return 'editor' === getenv( 'FIRST_STEP_LOOKS' );
}
wp_cache_init();
/* Played: there is no database to ask for settings. */
wp_cache_set( 'alloptions', array( 'blog_charset' => 'UTF-8' ), 'options' );
add_filter(
	'pre_option',
	function ( $value, $name ) {
		$settings = array( 'siteurl' => 'https://charity.example.org', 'home' => 'https://charity.example.org', 'blog_charset' => 'UTF-8' );
		return isset( $settings[ $name ] ) ? $settings[ $name ] : '';
	},
	10,
	2
);
$GLOBALS['wp_textdomain_registry'] = new WP_Textdomain_Registry();
$GLOBALS['wp_plugin_paths'] = array();

add_filter( 'wp_sprintf', 'wp_sprintf_l', 10, 2 ); // as in WordPress's default-filters.php

require WP_PLUGIN_DIR . '/first-step/first-step.php';
do_action( 'init' );
$scripts = wp_scripts();
$content = stream_get_contents( STDIN );
$html    = do_shortcode( do_blocks( $content ) );
$loaded  = array();
foreach ( $scripts->queue as $handle ) {
	if ( 0 === strpos( $handle, 'first-step-' ) ) {
		$loaded[] = $scripts->registered[ $handle ]->src;
	}
}
echo json_encode(
	array(
		'html'    => $html,
		'loaded'  => $loaded,
		'blocks'  => array_keys( WP_Block_Type_Registry::get_instance()->get_all_registered() ),
		'version' => $GLOBALS['wp_version'],
	)
);
